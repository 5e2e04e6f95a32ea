"""What AdVision calls outside itself: each port of `domain.ports` with its real and its null classes."""
