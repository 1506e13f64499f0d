/** Small readers for documents of others. */
export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
/** The objects of a list; what is none is passed over. */
export const list = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
export const strings = (value: unknown): string[] => (Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : []);
