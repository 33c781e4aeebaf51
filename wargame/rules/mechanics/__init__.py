"""What decisions are made of: powers, money, fields, predicates, effects, terms, compliance, drivers."""
