"""The pages before the table: server-rendered, usable without scripts. What they do stands in the modules beside."""
