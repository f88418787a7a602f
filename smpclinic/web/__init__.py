"""The look of the pages: bases, components, form parts, drawings, the style sheet and the small scripts."""
