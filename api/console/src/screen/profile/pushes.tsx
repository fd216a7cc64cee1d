// Why a push reached one, or did not: one's own, and everybody's with the right to see them.

import { may } from "../../desk/desk";
import { accountWords } from "../../words/account";
import { Ledger } from "../delivery/ledger";

export function Pushes() {
  const a = accountWords.value;
  const everybody = may("see_deliveries");
  return (
    <>
      <p class="quiet">{everybody ? a.ledgerHint : a.ownLedgerHint}</p>
      <Ledger everybody={everybody} />
    </>
  );
}
