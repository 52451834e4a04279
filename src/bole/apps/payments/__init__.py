"""资金和支付: funds, the ledger, batches to the bank and what comes back; paid once and only once."""
