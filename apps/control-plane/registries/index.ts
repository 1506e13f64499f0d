/** Routes of registries. */
import { ProblemError } from '#core/result.ts';
import type { Handlers, RegistryRoute } from '../handler.ts';

const refuse = (): never => { throw new ProblemError('not-ready', 'the control plane does not know about registries yet'); };

export const createRegistryHandlers = (): Handlers<RegistryRoute> => ({ listRegistries: refuse, getRegistry: refuse, createRegistry: refuse, updateRegistry: refuse, deleteRegistry: refuse, syncRegistry: refuse, notifyRegistry: refuse });
