"""The host: values, checks and services. Faces and formats are plugins, in `whetstone.plugins`."""
