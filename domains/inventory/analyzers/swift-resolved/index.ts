/**
 * Package.resolved of Swift, versions 1 to 3 (swift-package-manager, PinsStore.swift). A package is named by where it
 * lies, as OSV's SwiftURL names it.
 */
import { type Entry, fileAnalyzer } from '../shared/guard.ts';
import { named } from '../shared/paths.ts';
import { type JsonObject, list, own, parseJsonObject, string } from '../shared/structured.ts';

/** `https://github.com/apple/swift-nio.git` and `git@github.com:apple/swift-nio.git` are both `github.com/apple/swift-nio`. */
const place = (url: string): string => url.trim().replace(/^[a-z+]+:\/\/(?:[^@/]*@)?/i, '').replace(/^[^@/]+@([^:/]+):/, '$1/').replace(/\/+$/, '').replace(/\.git$/, '');

function read(resolved: JsonObject): Entry[] {
  const pins = own(resolved, 'pins') ?? own(own(resolved, 'object'), 'pins');
  return list(pins).map((pin) => {
    const state = own(pin, 'state');
    const name = place(string(own(pin, 'location')) || string(own(pin, 'repositoryURL'))) || string(own(pin, 'identity'));
    return { name, version: string(own(state, 'version')) };
  });
}

export const analyzer = fileAnalyzer({ id: 'swift-resolved', evidence: 'declared', purlType: 'swift', wants: named('Package.resolved') }, (file, tools) => read(parseJsonObject(tools.text(file.bytes))));
