/* The page's parts, as they stand in their files. */
.section .rodata

.macro begin name
.global trapline_\name\()_begin
trapline_\name\()_begin:
.endm

.macro end name
.global trapline_\name\()_end
trapline_\name\()_end:
.endm

begin page
.incbin "page/page.html"
end page

begin style
.incbin "page/page.css"
end style

begin library
.incbin "chart.min.js"
end library

/* In the order in which they use one another. */
begin script
.incbin "page/format.js"
.incbin "page/table.js"
.incbin "page/chart.js"
.incbin "page/distribution.js"
.incbin "page/figure.js"
.incbin "page/occupancy.js"
.incbin "page/comparison.js"
.incbin "page/sections.js"
.incbin "page/sweep.js"
.incbin "page/page.js"
end script

.section .note.GNU-stack, "", %progbits
