// Os cadastros da administração, em português do Brasil.

import type { AdminWords } from "./en";

export const ptBR: AdminWords = {
  // The menu
  groupService: "Atendimento",
  groupSite: "Site e visitantes",
  groupTeam: "Equipe",
  groupMobile: "Dispositivos e push",
  groupChannels: "Canais e integrações",
  groupOrganization: "Organização",
  // Every register
  inUseHint: "O que não está em uso permanece onde está e não pode mais ser escolhido.",
  foundCount: (count) => (count === 1 ? "1 encontrado" : `${count} encontrados`),
  moveUp: (name) => `Mover para cima: ${name}`,
  moveDown: (name) => `Mover para baixo: ${name}`,
  pickColor: "escolher",
  done: "Concluir",
  tags: {
    about: "Palavras que os atendentes põem nas conversas, para encontrá-las e contá-las.",
    add: "Adicionar etiqueta",
  },
};
