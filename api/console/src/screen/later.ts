// Screens that are fetched when one of them is first shown: together, since each apart would split what they share into many files.

export { Board } from "./board";
export { Contacts } from "./contacts";
export { OfflineMessages } from "./offline-messages";
export { Reports } from "./reports";
export { SearchScreen } from "./search";
export { Tickets } from "./tickets";
export { Visitors } from "./visitors";
