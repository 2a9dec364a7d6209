/** For people: what `isSupportedNode` accepts. */
export declare const supportedNode: string

/** Whether our code runs on this Node, given as `22.18.0`. */
export declare function isSupportedNode(version: string): boolean

/** Becomes another program (an absolute path): its terminal, signals and exit code are its own. */
export declare function handOver(target: {
  readonly program: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
}): void

/** Runs the built main module of a program on a Node that can, or says in one sentence what to do. */
export declare function launch(main: URL): Promise<void>
