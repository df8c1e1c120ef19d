const fs = require('fs')
const path = require('path')
const core = require('@actions/core')
const glob = require('@actions/glob')
const { DefaultArtifactClient } = require('@actions/artifact')

// The archive's root: the deepest folder that holds everything the patterns name, as in the real action.
function rootOf(searchPaths, files) {
  if (searchPaths.length === 1 && files.length === 1 && searchPaths[0] === files[0]) return path.dirname(files[0])
  const split = searchPaths.map(p => p.split(path.sep))
  let depth = 0
  while (split.every(parts => depth < parts.length && parts[depth] === split[0][depth])) depth++
  const root = split[0].slice(0, depth).join(path.sep) || path.sep
  return fs.statSync(root).isDirectory() ? root : path.dirname(root)
}

async function main() {
  const name = core.getInput('name')
  if (!core.getBooleanInput('archive')) throw new Error('archive: false is not supported by the stand-in')
  const globber = await glob.create(core.getInput('path', { required: true }), {
    followSymbolicLinks: true,
    implicitDescendants: true,
    omitBrokenSymbolicLinks: true,
    excludeHiddenFiles: !core.getBooleanInput('include-hidden-files'),
  })
  const files = (await globber.glob()).filter(file => !fs.statSync(file).isDirectory())
  if (files.length === 0) {
    const message = `No files were found with the provided path: ${core.getInput('path')}. No artifacts will be uploaded.`
    const behaviour = core.getInput('if-no-files-found')
    if (behaviour === 'error') throw new Error(message)
    if (behaviour === 'warn') core.warning(message)
    else core.info(message)
    return
  }
  const client = new DefaultArtifactClient()
  const { artifacts } = await client.listArtifacts()
  if (artifacts.some(artifact => artifact.name === name)) {
    if (!core.getBooleanInput('overwrite')) {
      throw new Error(`(409) Conflict: an artifact with this name already exists on the workflow run: ${name}`)
    }
    await client.deleteArtifact(name)
  }
  const { id, digest } = await client.uploadArtifact(name, files, rootOf(globber.getSearchPaths(), files), {
    compressionLevel: Number(core.getInput('compression-level')),
  })
  core.setOutput('artifact-id', id)
  core.setOutput('artifact-digest', digest)
  core.setOutput('artifact-url',
    `${process.env.GITHUB_SERVER_URL}/${process.env.GITHUB_REPOSITORY}/actions/runs/${process.env.GITHUB_RUN_ID}/artifacts/${id}`)
}

main().catch(error => core.setFailed(error.message))
