/** What boxes and arrows are called, for whoever draws them. */
export { labelOf, labelOfArrow } from '~/kernel/label-of'
