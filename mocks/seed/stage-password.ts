/** Opens everybody's account on the stage, for who would rather sign in by hand. It is written in docs/demo.md. */
export const stagePassword = 'northwind keeps its zones'
