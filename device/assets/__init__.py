"""What is shipped with the program: texts, fonts, handshape pictures, word list, demo clip."""
