/** Comparing parts of text in place: no numbers that lose digits, no copies. */
export const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
export const isLower = (code: number): boolean => code >= 0x61 && code <= 0x7a;
export const isUpper = (code: number): boolean => code >= 0x41 && code <= 0x5a;
export const isLetter = (code: number): boolean => isLower(code) || isUpper(code);

/** Index of the first character at or after `from` that is no digit. */
export function endOfDigits(text: string, from: number): number {
  let at = from;
  while (at < text.length && isDigit(text.charCodeAt(at))) at++;
  return at;
}

/** Index of the first character at or after `from` that is no ASCII letter. */
export function endOfLetters(text: string, from: number): number {
  let at = from;
  while (at < text.length && isLetter(text.charCodeAt(at))) at++;
  return at;
}

/** Order of two runs of digits as numbers of any length; an empty run is 0. */
export function compareDigits(a: string, aFrom: number, aEnd: number, b: string, bFrom: number, bEnd: number): number {
  let i = aFrom, j = bFrom;
  while (i < aEnd && a.charCodeAt(i) === 0x30) i++;
  while (j < bEnd && b.charCodeAt(j) === 0x30) j++;
  if (aEnd - i !== bEnd - j) return aEnd - i - (bEnd - j);
  for (; i < aEnd; i++, j++) {
    const difference = a.charCodeAt(i) - b.charCodeAt(j);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Order of two parts of text by UTF-16 code unit; a prefix comes first. */
export function compareText(a: string, aFrom: number, aEnd: number, b: string, bFrom: number, bEnd: number): number {
  let i = aFrom, j = bFrom;
  for (; i < aEnd && j < bEnd; i++, j++) {
    const difference = a.charCodeAt(i) - b.charCodeAt(j);
    if (difference !== 0) return difference;
  }
  return aEnd - i - (bEnd - j);
}

/** Order of two numbers written in decimal. */
export const compareNumbers = (a: string, b: string): number => compareDigits(a, 0, a.length, b, 0, b.length);

export const isNumber = (text: string): boolean => text !== '' && endOfDigits(text, 0) === text.length;
