const fs = require('fs')
const path = require('path')
const core = require('@actions/core')
const { DefaultArtifactClient } = require('@actions/artifact')

// Damage for a rehearsal: one bit in the middle of the artifact's largest file.
function flipByte(folder) {
  const files = fs.readdirSync(folder, { recursive: true })
    .map(name => path.join(folder, name))
    .filter(file => fs.statSync(file).isFile())
    .sort((a, b) => fs.statSync(b).size - fs.statSync(a).size)
  const bytes = fs.readFileSync(files[0])
  bytes[Math.floor(bytes.length / 2)] ^= 1
  fs.writeFileSync(files[0], bytes)
}

async function main() {
  for (const refused of ['artifact-ids', 'pattern']) {
    if (core.getInput(refused)) throw new Error(`${refused} is not supported by the stand-in`)
  }
  if (core.getBooleanInput('skip-decompress')) throw new Error('skip-decompress is not supported by the stand-in')

  // As in the real action, run-id counts only together with a token.
  const token = core.getInput('github-token')
  const [repositoryOwner, repositoryName] = core.getInput('repository').split('/')
  const options = token
    ? { findBy: { token, workflowRunId: Number(core.getInput('run-id')), repositoryOwner, repositoryName } }
    : {}
  const client = new DefaultArtifactClient()
  const name = core.getInput('name')
  const target = path.resolve(core.getInput('path') || process.env.GITHUB_WORKSPACE)
  const artifacts = name
    ? [(await client.getArtifact(name, options)).artifact]
    : (await client.listArtifacts({ ...options, latest: true })).artifacts

  for (const artifact of artifacts) {
    const folder = name || core.getBooleanInput('merge-multiple') ? target : path.join(target, artifact.name)
    const { digestMismatch } =
      await client.downloadArtifact(artifact.id, { ...options, path: folder, expectedHash: artifact.digest })
    if (digestMismatch) {
      const message = `the digest of artifact ${artifact.name} does not match`
      if (core.getInput('digest-mismatch') === 'error') throw new Error(message)
      core.warning(message)
    }
    if (process.env.REHEARSAL_FLIP_BYTE_IN === artifact.name) flipByte(folder)
  }
  core.info(`${artifacts.length} artifact(s) of run ${core.getInput('run-id')} in ${target}`)
  core.setOutput('download-path', target)
}

main().catch(error => core.setFailed(error.message))
