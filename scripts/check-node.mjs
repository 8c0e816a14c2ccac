// Before anything that Node 20 would meet with a riddle: npm ci brings Node 24 along for most systems, but not for all of them,
// and somebody may call Node by hand. JavaScript, because an old Node cannot read our TypeScript.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

// 24.7 is the first with crypto.argon2, which hashes the passwords.
if (major < 24 || (major === 24 && minor < 7)) {
  console.error(
    `Madoguchi needs Node 24.7 or newer and this is ${process.version}: run "npm ci", or install Node 24 if that did not bring it.`,
  );
  process.exitCode = 1;
}
