/** Numbers views and lists: none is given out twice, to no viewer. */
export interface Numbering {
  last: number;
}
