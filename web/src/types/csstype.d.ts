// React's types import csstype, which Debian does not package: only these names are used.
declare module 'csstype' {
  export interface Properties<Length = string | number, _Time = string> { [property: string]: Length | undefined }
  export namespace Property { type Any = string }
}
