// Runs before an install, also under a Node that is too old for everything else here.
var major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  process.stderr.write(
    '\nMillrace needs Node 20 or newer; this is Node ' +
      process.versions.node +
      '.\nInstall a newer one from https://nodejs.org and run the command again.\n\n',
  );
  process.exit(1);
}
