/**
 * Stops with one line when Node is too old. Imported first by every script, so it uses only what old versions have too.
 */
const [major, minor] = process.versions.node.split('.').map(Number)
const isNewEnough = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22

if (!isNewEnough) {
  process.stderr.write(`Boxes & Arrows needs Node 20.19, 22.12 or newer; this is ${process.version}.\n`)
  process.exit(1)
}
