/** Plain data: what facts, replies to the inspector and exports are made of. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }
