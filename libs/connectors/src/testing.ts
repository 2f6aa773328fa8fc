export { readConnectorFolder, type ConnectorFolder } from './connector-folder.ts';
export { PROOF_FILE, readProof, wireOf } from './proof.ts';
