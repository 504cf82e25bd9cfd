import{r as a,s as b}from"./chunk-V7BGGOYK.js";import"./chunk-GJVJDKE3.js";import"./core.js";export{b as extras,a as translations};
