/** Injection token of the shared `pg.Pool`: hand-written SQL of the stores, and sign-in. */
export const PG_POOL = Symbol('pg-pool');
