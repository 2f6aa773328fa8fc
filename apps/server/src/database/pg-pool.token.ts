/** Injection token of the shared `pg.Pool`: hand-written SQL of the stores, and sign-in. */
export const PG_POOL = Symbol('pg-pool');

/** The few connections of the accept path and the worker: nobody else queues in front of them. */
export const RUN_POOL = Symbol('run-pool');
