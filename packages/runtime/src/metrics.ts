/** Every label of a family with all the values it can have: nobody outside can add one (ops.metrics.bounded). */
export type LabelValues = Readonly<Record<string, readonly string[]>>

/** Figures under one name, told apart by their labels. Never an atSign, a key or an address. */
export type Family<L extends LabelValues> = {
  readonly name: `atnet_${string}`
  /** What it counts: one sentence. */
  readonly help: string
  readonly labels: L
}

/** One value for each label of a family. */
export type Labels<L extends LabelValues> = { readonly [Name in keyof L]: L[Name][number] }

/** One figure of a family that is read when somebody asks. */
export type Figure<L extends LabelValues> = { readonly labels: Labels<L>; readonly value: number }

/** How figures of one kind of thing spread: each bound is the greatest value of its bucket. */
export type Spread = {
  readonly name: `atnet_${string}`
  readonly help: string
  /** Ascending. */
  readonly bounds: readonly number[]
}

/** Where a program counts what happens in it. A name can be taken once: taking it again throws. */
export type Metrics = {
  /** Gives the way to add to a figure that only grows, by one unless told otherwise. */
  readonly counter: <const L extends LabelValues>(
    family: Family<L>,
  ) => (labels: Labels<L>, by?: number) => void
  /** Figures that are read when somebody asks; a `counter` among them never falls. */
  readonly readings: <const L extends LabelValues>(
    family: Family<L> & { readonly kind: 'counter' | 'gauge' },
    read: () => readonly Figure<L>[],
  ) => void
  /** Gives the way to note one value of many. */
  readonly histogram: (spread: Spread) => (value: number) => void
}

/** Metrics that nobody looks at. */
export const silentMetrics: Metrics = {
  counter: () => () => undefined,
  readings: () => undefined,
  histogram: () => () => undefined,
}
