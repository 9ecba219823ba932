"""What the law makes of a catalog: regime, resolution, plan, decision. Pure."""
