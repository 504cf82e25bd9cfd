import{r as a,s as b}from"./chunk-BDLTOGQD.js";import"./chunk-FBGVNH7X.js";import"./core.js";export{b as extras,a as translations};
