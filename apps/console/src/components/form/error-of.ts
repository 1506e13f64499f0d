import type { Form } from './use-form.ts';

/** What a Fluent Field needs to show that its value is wrong; nothing when it is fine. */
export function errorOf<V>(form: Form<V>, path: string): { validationMessage?: string } {
  const message = form.errors[path];
  return message === undefined ? {} : { validationMessage: message };
}
