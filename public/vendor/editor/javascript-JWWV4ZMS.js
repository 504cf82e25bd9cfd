import{a as t}from"./chunk-CF3HIIXO.js";import"./chunk-BRCANQKY.js";import"./chunk-FBGVNH7X.js";import"./core.js";var n=t,r=2;export{r as indent,n as language};
