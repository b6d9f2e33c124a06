"""Template tag libraries of the web screens; `ui` is the interface kit."""
