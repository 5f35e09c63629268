"""The tutor: which letter to ask for, when a held handshape counts, what to say, and when a letter is due again."""
