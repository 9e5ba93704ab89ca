import type { ComponentType } from "react";

export type Room = "home" | "evidence" | "care" | "mechanism" | "rules";

/** One page: where it is, what it is called (a key of a catalogue), and the file that draws it. */
export interface Place {
  /** The path's pattern, beginning with `/`; parts with `:` are parameters. */
  path: string;
  title: string;
  room: Room | "none";
  /** What it is called in the trail of another page; left out: its title. */
  crumb?: string;
  /** The page it stands under in trail and menu, where its own path does not say so. */
  under?: string;
  /** Listed beside the others of its room, below the header. */
  listed?: boolean;
  /** The API's address of the same page where it is not `<path>.json`; null: it has none. */
  json?: null;
  /** Words to find it by in the command palette: a key of a catalogue. */
  words?: string;
  load: () => Promise<{ default: ComponentType }>;
}
