import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { de } from './de/index.ts';
import { en } from './en/index.ts';

type Texts = { readonly [key: string]: string | Texts };

const flat = (texts: Texts, prefix = ''): [string, string][] =>
  Object.entries(texts).flatMap(([key, value]) => (typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`)));

const english = new Map(flat(en));
const german = new Map(flat(de));
const sources = join(import.meta.dirname, '..');
const code = readdirSync(sources, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts') && !/^i18n\/(en|de)\//.test(file))
  .map((file) => readFileSync(join(sources, file), 'utf8')).join('\n');

const singular = (key: string): string => key.replace(/_(one|other)$/, '');
const holes = (text: string): string[] => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort();

/** Literal keys, and what `area.${value}.` in a template stands for. */
const literals = new Set([...code.matchAll(/'([a-zA-Z]+(?:\.[a-zA-Z]+)+)'/g)].map((match) => match[1] ?? ''));
const templates = [...code.matchAll(/`([a-zA-Z]+\.[a-zA-Z.]*\$\{[^`]*)`/g)].map((match) => new RegExp(`^${(match[1] ?? '').replace(/[.]/g, '\\.').replace(/\$\{[^}]*\}/g, '\\w+')}$`));

describe('the catalogs', () => {
  it('have the same keys', () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it('fill the same holes in both languages, and none is empty', () => {
    for (const [key, text] of english) {
      expect(text.trim(), key).not.toBe('');
      expect(german.get(key)?.trim(), key).not.toBe('');
      expect(holes(german.get(key) ?? ''), key).toEqual(holes(text));
    }
  });

  it('have both forms wherever something is counted', () => {
    for (const key of english.keys()) if (/_(one|other)$/.test(key)) expect(english.has(`${singular(key)}_one`) && english.has(`${singular(key)}_other`), key).toBe(true);
  });

  it('hold no text that nothing shows', () => {
    const used = (key: string): boolean => literals.has(key) || templates.some((template) => template.test(key));
    expect([...new Set([...english.keys()].map(singular))].filter((key) => !used(key))).toEqual([]);
  });

  it('hold every key that the code names', () => {
    const named = [...code.matchAll(/\bt\('([^']+)'/g), ...code.matchAll(/\b(?:label|header|title|hint|search): '([a-z]+\.[a-zA-Z.]+)'/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(150);
    expect(named.filter((key) => !english.has(key) && !english.has(`${key}_other`))).toEqual([]);
  });

  it('differ where English and German do', () => {
    const same = [...english].filter(([key, text]) => german.get(key) === text && /[a-z]{3,} [a-z]{3,}/.test(text)).map(([key]) => key);
    expect(same).toEqual([]);
  });
});
