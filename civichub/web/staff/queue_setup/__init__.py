"""Setting up who does what and when: queues and their people, skills, rotas, screens on walls."""
