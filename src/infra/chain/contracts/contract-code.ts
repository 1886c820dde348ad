/** The committed contracts as an asset of a host: WebAssembly by the name of the contract. */
declare module '~/kernel/simulation' {
  interface Assets {
    wasmContracts: ContractCode
  }
}

/** Code of contracts, by name. */
export type ContractCode = Readonly<Record<string, Uint8Array>>

/** The name of the contract in a file of `contracts/artifacts`. */
export function contractName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.wasm$/, '')
}
