import { useState } from 'react';
import { ApiProblem } from '../../api/client.ts';
import { notify } from '../notify.tsx';

export interface Form<V> {
  readonly values: V;
  readonly set: (patch: Partial<V>) => void;
  /** What is wrong with a field, by its name or path in the request. */
  readonly errors: Readonly<Record<string, string>>;
  readonly pending: boolean;
  /** Checks, sends, and shows refusals: at the field where the server names one, else as a message. */
  readonly submit: () => Promise<boolean>;
  /** A refusal that belongs to no field. */
  readonly problem: string | null;
}

interface FormOptions<V> {
  readonly initial: V;
  readonly check?: (values: V) => Readonly<Record<string, string | undefined>>;
  readonly send: (values: V) => Promise<void>;
}

/** State of a form that sends one request. */
export function useForm<V extends object>({ initial, check, send }: FormOptions<V>): Form<V> {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, setPending] = useState(false);

  const set = (patch: Partial<V>): void => {
    setValues((was) => ({ ...was, ...patch }));
    setErrors((was) => Object.fromEntries(Object.entries(was).filter(([path]) => !Object.keys(patch).some((field) => path === field || path.startsWith(`${field}.`)))));
  };

  const submit = async (): Promise<boolean> => {
    const found = Object.entries(check?.(values) ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined);
    setErrors(Object.fromEntries(found));
    setProblem(null);
    if (found.length > 0) return false;
    setPending(true);
    try {
      await send(values);
      return true;
    } catch (error) {
      if (!(error instanceof ApiProblem)) notify.error(error);
      else if (error.errors.length > 0) setErrors(Object.fromEntries(error.errors.map(({ path, message }) => [path.replace(/^body\./, ''), message])));
      if (error instanceof ApiProblem) setProblem(error.message);
      return false;
    } finally {
      setPending(false);
    }
  };
  return { values, set, errors, pending, submit, problem };
}
