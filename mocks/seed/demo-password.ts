/** Opens everybody's account in the demo, for who would rather sign in by hand. It is written in docs/demo.md. */
export const demoPassword = 'northwind keeps its zones'
