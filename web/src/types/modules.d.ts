declare module '*.css' {}

// What the dashboard uses of d3: Debian packages the code without types.
declare module 'd3-scale' {
  interface Continuous<Domain> {
    (value: Domain | number): number
    domain(): Domain[]
    domain(values: Iterable<Domain | number>): this
    range(values: Iterable<number>): this
    invert(position: number): Domain
    ticks(count?: number): Domain[]
    nice(count?: number): this
    clamp(on: boolean): this
  }
  export type ScaleLinear = Continuous<number>
  export type ScaleTime = Continuous<Date>
  export function scaleLinear(): ScaleLinear
  export function scaleTime(): ScaleTime
}

declare module 'd3-shape' {
  interface Curve { readonly curve: unique symbol }
  interface Path<Datum> {
    (data: readonly Datum[]): string | null
    x(position: (datum: Datum) => number): this
    y(position: (datum: Datum) => number): this
    y0(position: number | ((datum: Datum) => number)): this
    y1(position: (datum: Datum) => number): this
    defined(test: (datum: Datum) => boolean): this
    curve(curve: Curve): this
  }
  export function line<Datum>(): Path<Datum>
  export function area<Datum>(): Path<Datum>
  export const curveMonotoneX: Curve
  export const curveStepAfter: Curve
}
