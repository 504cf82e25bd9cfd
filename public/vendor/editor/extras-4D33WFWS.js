import{r as a,s as b}from"./chunk-DGYBYSGX.js";import"./chunk-ADWM6SNY.js";import"./core.js";export{b as extras,a as translations};
