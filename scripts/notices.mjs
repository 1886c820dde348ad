/**
 * `npm run notices` writes `public/NOTICES.txt`, the licences of everything the site ships, from the installed packages
 * of the lockfile that are not for development only. A test fails when the file no longer is what this would write.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { install } from './install.mjs'
import { ROOT } from './root.mjs'

/** Where the notices are published. */
export const NOTICES_FILE = path.join(ROOT, 'public', 'NOTICES.txt')

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`

/** Parts of compiled files whose licence is not in the package that carries them. */
const INSIDE_FILES = [
  {
    name: 'Lua 5.1, with lua-cjson, struct and Lua BitOp (MIT), inside valkey.wasm',
    text: `Lua and struct: Copyright (C) 1994-2018 Lua.org, PUC-Rio.
lua-cjson: Copyright (c) 2010-2012 Mark Pulford <mark@kyne.com.au>
Lua BitOp: Copyright (C) 2008-2012 Mike Pall.

${MIT}`,
  },
  {
    name: 'PostgreSQL (PostgreSQL), inside pglite.wasm and pglite.data',
    text: `PostgreSQL Database Management System
(also known as Postgres, formerly known as Postgres95)

Portions Copyright (c) 1996-2025, PostgreSQL Global Development Group
Portions Copyright (c) 1994, The Regents of the University of California

Permission to use, copy, modify, and distribute this software and its
documentation for any purpose, without fee, and without a written agreement
is hereby granted, provided that the above copyright notice and this
paragraph and the following two paragraphs appear in all copies.

IN NO EVENT SHALL THE UNIVERSITY OF CALIFORNIA BE LIABLE TO ANY PARTY FOR
DIRECT, INDIRECT, SPECIAL, INCIDENTAL, OR CONSEQUENTIAL DAMAGES, INCLUDING
LOST PROFITS, ARISING OUT OF THE USE OF THIS SOFTWARE AND ITS
DOCUMENTATION, EVEN IF THE UNIVERSITY OF CALIFORNIA HAS BEEN ADVISED OF THE
POSSIBILITY OF SUCH DAMAGE.

THE UNIVERSITY OF CALIFORNIA SPECIFICALLY DISCLAIMS ANY WARRANTIES,
INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY
AND FITNESS FOR A PARTICULAR PURPOSE. THE SOFTWARE PROVIDED HEREUNDER IS
ON AN "AS IS" BASIS, AND THE UNIVERSITY OF CALIFORNIA HAS NO OBLIGATIONS TO
PROVIDE MAINTENANCE, SUPPORT, UPDATES, ENHANCEMENTS, OR MODIFICATIONS.`,
  },
]

const RULE = '='.repeat(80)

/** The text of the notices, from what is installed. */
export function notices() {
  /** @type {Map<string, string[]>} */
  const namesByText = new Map()
  for (const { name, text } of [...shippedPackages(), ...INSIDE_FILES]) {
    namesByText.set(text, [...(namesByText.get(text) ?? []), name])
  }
  const sections = [...namesByText].map(([text, names]) => `${RULE}\n${names.join('\n')}\n${RULE}\n\n${text}\n`)
  return `Boxes & Arrows ships the software and fonts below, each under its own licence.\n\n${sections.join('\n')}`
}

function shippedPackages() {
  const { packages } = JSON.parse(readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'))
  const folders = Object.keys(packages).filter((folder) => {
    const { dev, optional, peer } = packages[folder]
    return folder !== '' && !folder.includes('node_modules/@types/') && !dev && !optional && !peer
  })
  return folders.map((folder) => ({
    name: `${folder.replace(/^.*node_modules\//, '')} (${packages[folder].license})`,
    text: licenceText(path.join(ROOT, folder)),
  }))
}

/**
 * Every licence and notice file of a package.
 * @param {string} folder
 * @returns {string}
 */
function licenceText(folder) {
  const files = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice|copying|ofl)/i.test(file))
    .toSorted()
  if (files.length === 0) return withoutFile(folder)
  return files.map((file) => readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n')
}

/**
 * The licence of a package that has no file of it. Those of CosmJS name theirs, Apache 2.0, in their README; its text is that of
 * `cosmjs-types`, which is of the same project.
 * @param {string} folder
 */
function withoutFile(folder) {
  if (!folder.includes(path.join('node_modules', '@cosmjs'))) {
    throw new Error(`${path.relative(ROOT, folder)} has no licence file: add its text by hand`)
  }
  return licenceText(path.join(ROOT, 'node_modules', 'cosmjs-types'))
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await install()
  writeFileSync(NOTICES_FILE, notices())
}
