// Judges workflow and action files with GitHub's own parser and schema.
//   check-workflows FILE...    prints file:line:column: message; exit 1 when there is any
import fs from 'node:fs'
import { registerHooks } from 'node:module'
import path from 'node:path'

// The package is written for bundlers: it imports its schemas without the attribute that Node asks for.
registerHooks({
  resolve(specifier, context, nextResolve) {
    const found = nextResolve(specifier, context)
    return found.url.endsWith('.json') ? { ...found, importAttributes: { type: 'json' } } : found
  },
})
const { NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser')
const { parseAction } = await import('@actions/workflow-parser/actions/action-parser')

let problems = 0
for (const name of process.argv.slice(2)) {
  const file = { name, content: fs.readFileSync(name, 'utf8') }
  const parse = /^action\.ya?ml$/.test(path.basename(name)) ? parseAction : parseWorkflow
  for (const error of parse(file, new NoOperationTraceWriter()).context.errors.getErrors()) {
    const { line, column } = error.range?.start ?? { line: 1, column: 1 }
    console.log(`${name}:${line}:${column}: ${error.rawMessage}`)
    problems++
  }
}
process.exitCode = problems === 0 ? 0 : 1
