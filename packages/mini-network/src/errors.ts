/** Why a network cannot be opened. */
export type NetworkProblem =
  | 'portInUse'
  | 'cannotListen'
  | 'stateInUse'
  | 'stateUnreadable'
  | 'cannotActivate'
  | 'badRequest'

/** A network could not be opened; the message is one sentence with the remedy. */
export class MiniNetworkError extends Error {
  /** Which kind of problem, for code that reacts to it. */
  readonly problem: NetworkProblem

  constructor(problem: NetworkProblem, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MiniNetworkError'
    this.problem = problem
  }
}
