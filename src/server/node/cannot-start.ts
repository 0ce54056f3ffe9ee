/** Says what an operator must do; shown without a stack. */
export class CannotStart extends Error {}
