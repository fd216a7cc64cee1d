// Screens that agents use all day: fetched together, as soon as the first one is drawn.

export { Conversations } from "./conversations";
export { Directs } from "./directs";
