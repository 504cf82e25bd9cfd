import{a as t}from"./chunk-YVVBEEZJ.js";import"./chunk-DDONJOEV.js";import"./chunk-ADWM6SNY.js";import"./core.js";var n=t,r=2;export{r as indent,n as language};
