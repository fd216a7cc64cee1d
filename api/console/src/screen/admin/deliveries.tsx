// The push ledger of the organization.

import { accountWords } from "../../words/account";
import { Ledger } from "../delivery/ledger";

export function Deliveries() {
  const a = accountWords.value;
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>{a.ledger}</h1>
          <p class="quiet">{a.ledgerHint}</p>
        </div>
      </header>
      <Ledger everybody />
    </div>
  );
}
