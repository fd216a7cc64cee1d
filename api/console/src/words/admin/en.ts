// The administration's registers, in English.

export const en = {
  // The menu
  groupService: "Service",
  groupSite: "Site and visitors",
  groupTeam: "Team",
  groupMobile: "Devices and push",
  groupChannels: "Channels and integrations",
  groupOrganization: "Organization",
  // Every register
  inUseHint: "What is not in use stays where it is and cannot be chosen any more.",
  foundCount: (count: number) => (count === 1 ? "1 found" : `${count} found`),
  moveUp: (name: string) => `Move up: ${name}`,
  moveDown: (name: string) => `Move down: ${name}`,
  pickColor: "pick",
  done: "Done",
  tags: {
    about: "Words that agents put on chats, to find and count them.",
    add: "Add a tag",
  },
};

export type AdminWords = typeof en;
