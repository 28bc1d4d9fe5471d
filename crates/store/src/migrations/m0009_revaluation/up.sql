-- What revaluation has booked on open entries in currencies and no application has taken back yet: the sums of their
-- detailed entries of unrealised losses and of unrealised gains.

ALTER TABLE party_ledger_entries ADD COLUMN unrealized_loss_local {integer} NOT NULL DEFAULT 0;
ALTER TABLE party_ledger_entries ADD COLUMN unrealized_gain_local {integer} NOT NULL DEFAULT 0;
