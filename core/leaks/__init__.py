"""Whether anything of a chat log stands in what is about to be saved: copies, names, numbers, secrets.

`checking.look_for_leaks(files, Secrets(...), replies)` is the whole check, and `LeakReport.refuse()` what a
caller does with it. `canaries` are planted before, `extraction` brings the replies.
"""
